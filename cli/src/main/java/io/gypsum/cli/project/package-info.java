/** Commands of those who own, review and administer: projects, permissions, quotas, probation. */
@NullMarked
package io.gypsum.cli.project;

import org.jspecify.annotations.NullMarked;
