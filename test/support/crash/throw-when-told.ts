/** Loaded before a program (`node --import`): SIGUSR2 makes it fail where nobody catches. */
import process from 'node:process';

process.once('SIGUSR2', () => {
  throw new Error('a fault that nobody catches');
});
