import { DestroyRef, Injectable, inject, type Signal, signal } from "@angular/core";
import type { Observable } from "rxjs";
import { from } from "rxjs";
import { type ConnectionState, type MatchFrame, type Snapshot, Touchline } from "touchline-client";

/** One client for the application; matches as signals for templates, frames as Observables for the rest. */
@Injectable({ providedIn: "root" })
export class MatchService {
  readonly #touchline = new Touchline("wss://live.example.com/prod");
  readonly connection = signal<ConnectionState>("connecting");

  constructor() {
    this.#touchline.on("state", (state) => this.connection.set(state));
    inject(DestroyRef).onDestroy(() => this.#touchline.close());
  }

  /** Where a match stands, for as long as the component lives whose `DestroyRef` this is. */
  match(id: string, destroyRef: DestroyRef): Signal<Snapshot | undefined> {
    const state = signal<Snapshot | undefined>(undefined);
    const channel = this.#touchline.match(id);
    channel.on("frame", () => state.set(channel.state));
    destroyRef.onDestroy(() => channel.close());
    return state.asReadonly();
  }

  /** What happens in a match. Each subscriber begins with the snapshot. */
  frames(id: string): Observable<MatchFrame> {
    return from(this.#touchline.match(id));
  }

  /** Goals of all matches in play, those taken back too: see `data.operation`. */
  goals(): Observable<MatchFrame> {
    return from(this.#touchline.live({ types: ["goal"] }));
  }
}
