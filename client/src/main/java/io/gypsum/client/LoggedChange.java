package io.gypsum.client;

import java.time.Instant;

import io.gypsum.core.document.ChangeLogEntry;

/**
 * One entry of the change log of a server.
 *
 * <pre>{@code
 * Set<AssetVersion> published = new HashSet<>();
 * for (LoggedChange logged : gypsum.changeLog(Instant.now().minus(Duration.ofDays(1)))) {
 *   if (logged.change() instanceof ChangeLogEntry.AddVersion added) {
 *     published.add(added.version());
 *   }
 * }
 * }</pre>
 */
public record LoggedChange(Instant time, ChangeLogEntry change) {}
