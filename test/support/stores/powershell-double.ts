/**
 * A double of Windows PowerShell running the store's script, never the real one: it reads the request from standard
 * input, keeps certificates in memory and opens PKCS#12 for real.
 */
import { Buffer } from 'node:buffer';
import { X509Certificate } from 'node:crypto';
import type { Command, CommandResult, RunCommand } from '../../../electron/adapters/run-command.ts';
import { openPkcs12 } from './open-pkcs12.ts';

export class PowershellDouble {
  readonly commands: Command[] = [];
  /** The certificates, DER in base64, with what Windows would call them. One for each key container. */
  readonly held: { der: string; label: string }[] = [];

  readonly run: RunCommand = (command: Command): Promise<CommandResult> => {
    this.commands.push(command);
    const [operation = '', ...words] = (command.input ?? '').split('\n').slice(0, -1);
    try {
      const lines = [...this.#do(operation, words), 'DONE'];
      return Promise.resolve(said(0, lines));
    } catch {
      const message = Buffer.from('The specified network password is not correct.\r\n').toString('base64');
      return Promise.resolve(said(1, [`ERROR 80070056 ${message}`]));
    }
  };

  #do(operation: string, [first = '', second = '']: string[]): string[] {
    switch (operation) {
      case 'probe':
        return [];
      case 'list':
        return this.held.map(({ der, label }) => `CERTIFICATE ${der} ${Buffer.from(label).toString('base64')}`);
      case 'import': {
        const der = openPkcs12(Buffer.from(first, 'base64'), second);
        const label = /^CN=(.*)$/m.exec(new X509Certificate(der).subject)?.[1] ?? '';
        this.held.push({ der: Buffer.from(der).toString('base64'), label });
        return [];
      }
      case 'remove': {
        const index = this.held.findIndex(({ der }) => der === first);
        return index < 0 || this.held.splice(index, 1).length === 0 ? [] : ['REMOVED'];
      }
      default:
        throw new Error(`unexpected request: ${operation}`);
    }
  }
}

const said = (exitCode: number, lines: readonly string[]): CommandResult => ({
  exitCode,
  stdout: lines.map((line) => `LATCHKEY ${line}\r\n`).join(''),
  stderr: '',
});
