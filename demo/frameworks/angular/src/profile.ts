import { Component, signal } from '@angular/core';
import { demoBroker } from 'demo-broker';
import { PortfolioConnect } from './portfolio-connect';

@Component({
  selector: 'app-profile',
  imports: [PortfolioConnect],
  template: `
    <main>
      <button (click)="isShown.set(!isShown())">Убрать или показать</button>
      @if (isShown()) {
        <portfolio-connect
          endpoint="/api/portfolio-connections"
          [manage]="true"
          [disabled]="false"
          [brokers]="brokers"
          [headers]="headers"
          [messages]="messages"
          (pc-connect)="tell('connected ' + $event.detail.connection.broker)"
          (pc-error)="tell('failed ' + $event.detail.error.code)"
          (pc-disconnect)="tell('disconnected ' + $event.detail.broker)"
        >
          <p slot="footer">Нажимая кнопку, вы принимаете условия.</p>
          Включите JavaScript, чтобы подключить портфель.
        </portfolio-connect>
      }
      <ol>
        @for (line of heard(); track $index) {
          <li>{{ line }}</li>
        }
      </ol>
    </main>
  `,
})
export class Profile {
  readonly isShown = signal(true);
  readonly heard = signal<string[]>([]);
  readonly brokers = ['t-invest', demoBroker];
  readonly messages = { heading: 'Мой портфель' };
  readonly headers = async () => ({
    'x-csrf-token': document.querySelector<HTMLMetaElement>('meta[name=csrf-token]')?.content ?? '',
  });

  tell(line: string) {
    this.heard.update((lines) => [...lines, line]);
  }
}
