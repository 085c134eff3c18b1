package io.gypsum.cli.verify;

import io.gypsum.store.verify.VerifyReport;
import org.jspecify.annotations.Nullable;

/** @param mending what was mended on the way, or null when nothing was to be */
record Verified(VerifyReport report, @Nullable Mending mending) {}
