package io.gypsum.server.page.review;

import io.gypsum.server.maintenance.RunningUploads;
import io.gypsum.server.schema.DocumentValidator;

/**
 * What the pages of reviews read in addition to other pages.
 *
 * @param validator validates metadata documents
 * @param decisions finds what was decided before
 * @param uploads finds uploads in progress
 */
public record ReviewSources(
    DocumentValidator validator, PastDecisions decisions, RunningUploads uploads) {}
