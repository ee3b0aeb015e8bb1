import type { Verifier } from 'portfolio-connect/server';

export declare const verifiers: Record<string, Verifier>;
