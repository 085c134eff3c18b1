package io.gypsum.server.page.admin;

import io.gypsum.server.identity.LocalAccounts;
import io.gypsum.server.lock.LockList;
import io.gypsum.server.metrics.ServerFigures;
import io.gypsum.server.page.PageSources;
import io.gypsum.server.status.HealthChecks;
import org.jspecify.annotations.Nullable;

/**
 * The data that the pages of administrators show.
 *
 * @param accounts null if users do not have local accounts
 */
public record AdminSources(
    PageSources pages, LockList locks, HealthChecks health, ServerFigures figures,
    @Nullable LocalAccounts accounts) {}
