import { z } from 'zod';

/** A password that somebody chooses: of any characters, long rather than complicated (OWASP ASVS 5.0, 6.2.1, 6.2.5, 6.2.9). */
export const newPassword = z.string().min(10).max(200);
