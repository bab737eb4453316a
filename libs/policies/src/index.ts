export { PoliciesToday } from './policies-today.js';
export { policyOn } from './policy-on.js';
export { RecognitionRules, type RulesByDay } from './recognition-rules.js';
