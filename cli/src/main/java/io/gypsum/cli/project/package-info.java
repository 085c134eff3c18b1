/** Commands for the owners of projects and for administrators: projects, permissions, quotas and versions on probation. */
@NullMarked
package io.gypsum.cli.project;

import org.jspecify.annotations.NullMarked;
