/** Digits and capital letters of which none is mistaken for another, read aloud or off paper. */
export const LEGIBLE = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
