import { provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication, provideClientHydration } from '@angular/platform-browser';
import { Profile } from './profile';

bootstrapApplication(Profile, {
  providers: [provideZonelessChangeDetection(), provideClientHydration()],
}).catch((error) => console.error(error));
