/**
 * Decisions based on documents, as pure functions without I/O: who may upload, which version is the latest, what a link
 * refers to, how two versions differ. Start with {@link io.gypsum.core.decision.Authorization}.
 */
@NullMarked
package io.gypsum.core.decision;

import org.jspecify.annotations.NullMarked;
