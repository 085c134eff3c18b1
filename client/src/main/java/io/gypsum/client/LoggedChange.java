package io.gypsum.client;

import java.time.Instant;

import io.gypsum.core.document.Change;

/** One entry of a server's change log. */
public record LoggedChange(Instant time, Change change) {}
