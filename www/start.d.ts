/** The script that starts the program. `xtask/src/publish.rs` makes it of Trunk's; a development build has none. */
export declare const started: Promise<void>;
