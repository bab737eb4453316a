export { isSent, methodText, noticeText, type SentNotice, shortNoticeText } from './notice-text.js';
export { keysOf, type Language, LANGUAGES, languageOf, type TextKey, translate } from './translate.js';
export type { Texts } from './zh.js';
