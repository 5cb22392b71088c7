/** @peculiar/x509 needs the metadata reflection API to be there before it is loaded: tests import it from here only. */
import 'reflect-metadata';

export * from '@peculiar/x509';
