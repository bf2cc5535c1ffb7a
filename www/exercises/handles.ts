// What the list of exercises and an open exercise give to each other.

import type { EveryCore } from "../every-core";
import type { ProgressRecord } from "./progress.js";

/** What an exercise may write into its record. */
export type Change = Partial<Pick<ProgressRecord, "prediction" | "measured" | "answer" | "draft">>;

/** What the shell gives to an exercise. The exercise reports what happens through it, and keeps no progress itself. */
export interface Handles {
  id: string;
  everyCore: EveryCore;
  say: (text: string) => void;
  /** What was done before. */
  record: Readonly<ProgressRecord>;
  /** The link to the exercise after this one, or "". */
  next: string;
  onAttempt: (change?: Change) => void;
  onPassed: (change?: Change) => void;
  /** Notes the result of a run that no answer was given to yet. The state of a passed exercise does not change. */
  onMeasured: (change: Change) => void;
  onHint: () => void;
  onShown: () => void;
  onDraft: (draft: string) => void;
  /** Calls `follow` with the record after every change, until the returned function is called. */
  onRecord: (follow: (record: Readonly<ProgressRecord>) => void) => () => void;
  /** Exchanges the draft for the one of another record that is kept with this one. */
  onExchange: (index: number) => void;
}

/** An exercise that is open. */
export interface Mounted {
  /** Ends what it has under way. */
  close: () => void;
}
