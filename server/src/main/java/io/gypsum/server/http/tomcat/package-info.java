/**
 * The {@link io.gypsum.server.http.HttpEngine} on Tomcat's connector: the only package that uses Tomcat. Start at {@link
 * io.gypsum.server.http.tomcat.TomcatEngine}.
 */
@NullMarked
package io.gypsum.server.http.tomcat;

import org.jspecify.annotations.NullMarked;
