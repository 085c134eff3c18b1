/**
 * The pages of administrators (pages.md, section 7). Start at {@link io.gypsum.server.page.admin.AdminRoutes}. Their routes need an
 * administrator, so nothing is read for other users; each page reads a bounded part of what it lists.
 */
@NullMarked
package io.gypsum.server.page.admin;

import org.jspecify.annotations.NullMarked;
