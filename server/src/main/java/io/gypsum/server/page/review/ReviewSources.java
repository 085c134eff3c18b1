package io.gypsum.server.page.review;

import io.gypsum.server.maintenance.RunningUploads;
import io.gypsum.server.schema.DocumentValidator;

/**
 * The sources that only the pages of reviews need.
 *
 * @param validator validates metadata documents
 * @param decisions finds what was decided before
 * @param uploads finds uploads in progress
 */
public record ReviewSources(
    DocumentValidator validator, PastDecisions decisions, RunningUploads uploads) {}
