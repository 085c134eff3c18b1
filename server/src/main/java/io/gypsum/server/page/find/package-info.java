/**
 * What the search page shows of a document, as pure functions: {@link io.gypsum.server.page.find.DocumentSummary} finds its title and
 * a fragment with the words of a query, {@link io.gypsum.server.page.find.QueryTerms} decides which words these are.
 */
@NullMarked
package io.gypsum.server.page.find;

import org.jspecify.annotations.NullMarked;
