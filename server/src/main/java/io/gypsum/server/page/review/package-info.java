/**
 * The pages with which owners, administrators and uploaders review versions on probation (pages.md, section 8). Start at {@link
 * io.gypsum.server.page.review.ReviewQueuePage}, the list, and {@link io.gypsum.server.page.review.ReviewPage}, one version.
 * {@link io.gypsum.server.page.review.ReviewForms} approves and rejects by the operations of the API.
 */
@NullMarked
package io.gypsum.server.page.review;

import org.jspecify.annotations.NullMarked;
