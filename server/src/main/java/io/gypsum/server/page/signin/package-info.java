/** The pages with which people sign in and out (pages.md, section 5). */
@NullMarked
package io.gypsum.server.page.signin;

import org.jspecify.annotations.NullMarked;
