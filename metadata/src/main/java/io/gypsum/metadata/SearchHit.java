package io.gypsum.metadata;

import java.time.Instant;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;

/**
 * A document that was found.
 *
 * @param version in which it is
 * @param path below the version
 * @param user who uploaded the version
 * @param time when the version was finished
 * @param latest whether the version is its asset's latest
 * @param document its JSON, with every number as it was uploaded; null when it was not asked for
 */
public record SearchHit(
    AssetVersion version, UserPath path, String user, Instant time, boolean latest,
    @Nullable String document) {}
