/** Where package managers and runtimes keep code that is not one's own. */
const LIBRARY_FILES = [
  /[\\/](?:site|dist)-packages[\\/]/, /[\\/]lib[\\/]python\d/, /^<frozen /, /[\\/]node_modules[\\/]/, /^node:/, /^internal[\\/]/,
  /[\\/]vendor[\\/]/, /[\\/]pkg[\\/]mod[\\/]/, /[\\/]go[\\/]src[\\/]/, /[\\/]gems[\\/]/, /[\\/]lib[\\/]ruby[\\/]/, /^\/rustc\//, /[\\/]\.cargo[\\/]/,
];
const LIBRARY_FUNCTIONS =
  /^(?:java|javax|jakarta|jdk|sun|com\.sun|kotlin|kotlinx|scala|org\.springframework|org\.apache|org\.hibernate|io\.netty|reactor|com\.fasterxml|System|Microsoft)\.|^(?:runtime|net\/http|testing)\./;

/** Whether a frame lies in a library or the runtime instead of the program itself, going by its file and function. */
export const isLibrary = (file: string, functionName: string): boolean => LIBRARY_FILES.some((pattern) => pattern.test(file)) || LIBRARY_FUNCTIONS.test(functionName);
