import type { BrokerDefinition } from 'portfolio-connect';

export declare const demoBroker: BrokerDefinition;
