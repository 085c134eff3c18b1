/**
 * Metrics of a server other than those of requests: store operations, sign-ins, disks, uploads, locks and the index. Start at
 * {@link io.gypsum.server.metrics.ServerMetrics}.
 */
@NullMarked
package io.gypsum.server.metrics;

import org.jspecify.annotations.NullMarked;
