/**
 * Loaded before a program (`node --import`): its clock is off by as many milliseconds as the file LATCHKEY_TEST_CLOCK says
 * at that moment. What it starts that is not Node keeps the machine's time.
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';

const file = process.env.LATCHKEY_TEST_CLOCK ?? '';
const now = Date.now;
Date.now = () => now() + Number(readFileSync(file, 'utf8'));
