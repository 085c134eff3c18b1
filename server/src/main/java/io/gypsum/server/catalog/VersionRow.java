package io.gypsum.server.catalog;

import java.time.Instant;

import io.gypsum.core.name.AssetVersion;
import org.jspecify.annotations.Nullable;

/**
 * A finished version.
 *
 * @param user who uploaded it; empty if unknown
 * @param start when the upload started; null if unknown
 * @param finish when the upload was finished; null if the summary is corrupt
 */
public record VersionRow(
    AssetVersion version, String user, @Nullable Instant start, @Nullable Instant finish,
    boolean onProbation, ContentTotals content) {}
