/**
 * The audit log: every attempted change with its user, time, address and outcome. Start at
 * {@link io.gypsum.server.audit.AuditLog}; the format is that of {@link io.gypsum.server.audit.AuditEvent}, the files are those
 * of {@link io.gypsum.server.audit.AuditFiles}.
 */
@NullMarked
package io.gypsum.server.audit;

import org.jspecify.annotations.NullMarked;
