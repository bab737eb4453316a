export { exitWithLauncher, type ExitOptions } from './child.js';
export { UserError, inFull, oneLine, type Text } from './messages.js';
export { optionsFromEnv, type StackOptions } from './options.js';
export { startServers, type ServerOptions, type Servers } from './servers.js';
export { findStack, hasCounty } from './running.js';
export { anyPort, startStack, type Stack } from './stack.js';
export { endProcess, identify, isRunning, type ProcessId } from './processes.js';
export { SupervisedProcess } from './supervised.js';
