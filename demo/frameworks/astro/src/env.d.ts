/** Pages know the tag and what can be written on it. */
import type {} from 'portfolio-connect/define';
