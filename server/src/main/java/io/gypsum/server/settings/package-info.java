/**
 * The settings of a server: each group, such as {@link io.gypsum.server.settings.ListenSettings}, declares its options
 * and is read from flags, environment variables and the settings file. Start at {@link
 * io.gypsum.server.settings.ServerSettings}.
 */
@NullMarked
package io.gypsum.server.settings;

import org.jspecify.annotations.NullMarked;
