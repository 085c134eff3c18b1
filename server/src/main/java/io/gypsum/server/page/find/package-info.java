/**
 * What the search page finds and shows. Start at {@link io.gypsum.server.page.find.IndexFinder}, which searches and counts what a
 * {@link io.gypsum.server.page.find.FindRequest} selects. Pure functions summarize a document: {@link
 * io.gypsum.server.page.find.DocumentSummary} finds its title and a fragment with the words of a query, {@link
 * io.gypsum.server.page.find.QueryTerms} decides which words these are.
 */
@NullMarked
package io.gypsum.server.page.find;

import org.jspecify.annotations.NullMarked;
