/**
 * Sessions of people who use the pages (pages.md, section 5). A session is an encrypted cookie, so servers share nothing but
 * their signing key. Only the routes of pages read it; the API never does. Start at {@link
 * io.gypsum.server.session.SessionAuthentication}, the filter of the routes of pages.
 */
@NullMarked
package io.gypsum.server.session;

import org.jspecify.annotations.NullMarked;
