import {
  afterNextRender,
  booleanAttribute,
  Directive,
  ElementRef,
  inject,
  Input,
  type OnChanges,
  type SimpleChanges,
} from '@angular/core';
import type { PortfolioConnectElement } from 'portfolio-connect';
import type { PortfolioConnectProperties } from 'portfolio-connect/define';

/** Types what templates set on the tag, so that it needs no CUSTOM_ELEMENTS_SCHEMA. Events are typed without it. */
@Directive({ selector: 'portfolio-connect' })
export class PortfolioConnect implements OnChanges {
  readonly #element = inject<ElementRef<PortfolioConnectElement>>(ElementRef).nativeElement;

  @Input() endpoint: PortfolioConnectProperties['endpoint'];
  @Input() brokers: PortfolioConnectProperties['brokers'];
  @Input() broker: PortfolioConnectProperties['broker'];
  @Input() access: PortfolioConnectProperties['access'];
  @Input() timeout: PortfolioConnectProperties['timeout'];
  @Input() credentials: PortfolioConnectProperties['credentials'];
  @Input() encoding: PortfolioConnectProperties['encoding'];
  @Input() headers: PortfolioConnectProperties['headers'];
  @Input() messages: PortfolioConnectProperties['messages'];
  @Input({ transform: booleanAttribute }) chooseBroker = false;
  @Input({ transform: booleanAttribute }) manage = false;
  @Input({ transform: booleanAttribute }) disabled = false;

  constructor() {
    // In browsers alone, and once the page is hydrated: a block that a server has rendered would be at work before it has its headers.
    afterNextRender(() => void import('portfolio-connect/define'));
  }

  ngOnChanges(changes: SimpleChanges): void {
    for (const [name, { currentValue }] of Object.entries(changes))
      Object.assign(this.#element, { [name]: currentValue });
  }
}
