/**
 * Citations of versions, and their descriptions for search engines. {@link
 * io.gypsum.server.page.citation.DatasetMetadata} reads what a metadata document contains about authors and sources,
 * {@link io.gypsum.server.page.citation.Dataset} is a version with it, {@link io.gypsum.server.page.citation.Citation}
 * writes it as text, BibTeX and CSL-JSON, {@link io.gypsum.server.page.citation.JsonLd} as schema.org metadata. Start at
 * {@link io.gypsum.server.page.citation.Dataset}.
 */
@NullMarked
package io.gypsum.server.page.citation;

import org.jspecify.annotations.NullMarked;
