package io.gypsum.server.catalog;

import java.time.Instant;

import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.VersionName;
import org.jspecify.annotations.Nullable;

/**
 * An asset with at least one finished version.
 *
 * @param latest the latest version; null if there is none
 * @param versions the number of finished versions, including those on probation
 * @param probational the number of these versions that are on probation
 * @param content the files of all these versions
 * @param changed when the newest published version was finished; null if there is none
 */
public record AssetRow(
    ProjectAsset asset, @Nullable VersionName latest, long versions, long probational,
    ContentTotals content, @Nullable Instant changed) {}
