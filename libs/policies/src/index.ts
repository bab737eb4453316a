export { PoliciesToday } from './policies-today.js';
export { policyOn } from './policy-on.js';
export { RecognitionRules } from './recognition-rules.js';
