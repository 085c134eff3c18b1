package io.gypsum.server.identity;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import io.gypsum.server.identity.GitHubApi.GitHubResponse;
import io.gypsum.server.identity.http.ProviderCalls;
import io.gypsum.server.identity.http.ProviderHttp.RequestDeadline;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Identifies users by GitHub or GitHub Enterprise. Every call sends at least two requests, so it should be wrapped in a
 * {@link CachedIdentity}; the number of concurrent calls is limited. A text that cannot be a token is refused without a
 * call. A token without permission to list the user's organizations is accepted, without organizations; a warning is
 * logged once a day for each such user.
 */
public final class GitHubIdentity implements Identity {
  private static final Logger LOG = LoggerFactory.getLogger(GitHubIdentity.class);
  /** The total time for all requests of one call. */
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
  /** Each page lists 100 organizations. */
  static final int MAX_PAGES = 10;

  private static final RecordCodec<String> LOGIN =
      RecordCodec.of(
          Property.required("login", JsonType.STRING, login -> login),
          login -> Account.checkName("login", login));

  private final GitHubApi api;
  private final Duration callTimeout;
  private final ProviderCalls calls;
  private final Cache<String, Boolean> warnedAbout =
      Caffeine.newBuilder().maximumSize(1_000).expireAfterWrite(Duration.ofDays(1)).build();

  /** @param api base URL without a trailing slash */
  public GitHubIdentity(URI api) {
    this(api, CALL_TIMEOUT);
  }

  GitHubIdentity(URI api, Duration callTimeout) {
    this(api, callTimeout, new ProviderCalls());
  }

  GitHubIdentity(URI api, Duration callTimeout, ProviderCalls calls) {
    this.api = GitHubApi.at(api);
    this.callTimeout = callTimeout;
    this.calls = calls;
  }

  @Override
  public boolean asksProvider(String token) {
    return GitHubTokens.mayBeToken(token, api.base());
  }

  @Override
  public User identify(String token) {
    GitHubTokens.require(token, api.base());
    return calls.run(() -> {
      RequestDeadline deadline = RequestDeadline.in(callTimeout);
      String login = login(token, deadline);
      return new User(login, organizations(login, token, deadline), false);
    });
  }

  private String login(String token, RequestDeadline deadline) {
    GitHubResponse response = api.get(api.resolve("/user"), token, deadline);
    return switch (response.status()) {
      case 200 -> parse(response, GitHubIdentity::readLogin);
      case 401 -> throw refused();
      case 403 -> throw response.isRateLimited() ? limited() : refused();
      case 429 -> throw limited();
      default -> throw unexpected(response, "/user");
    };
  }

  private Set<String> organizations(String login, String token, RequestDeadline deadline) {
    Set<String> organizations = new TreeSet<>();
    @Nullable URI page = api.resolve("/user/orgs?per_page=100");
    for (int pages = 0; page != null; pages++) {
      if (pages == MAX_PAGES) {
        warn(login, "only the first " + organizations.size() + " were read");
        break;
      }
      GitHubResponse response = api.get(page, token, deadline);
      switch (response.status()) {
        case 200 -> organizations.addAll(parse(response, GitHubIdentity::readOrganizations));
        case 401 -> throw refused();
        case 403, 404 -> {
          if (response.isRateLimited()) {
            throw limited();
          }
          warn(
              login, "GitHub refused to list them with status " + response.status()
                  + " (does the token lack the scope read:org?)");
          return Set.of();
        }
        case 429 -> throw limited();
        default -> throw unexpected(response, "/user/orgs");
      }
      page = response.nextPage();
    }
    return organizations;
  }

  private void warn(String login, String what) {
    if (warnedAbout.asMap().putIfAbsent(login, true) == null) {
      LOG.warn(
          "Organizations of {}: {}. Permissions of other organizations do not apply to this user.",
          login,
          what);
    }
  }

  private static String readLogin(JsonInput in) {
    return LOGIN.read(in);
  }

  private static Set<String> readOrganizations(JsonInput in) {
    return new TreeSet<>(in.array(GitHubIdentity::readLogin));
  }

  private <T> T parse(GitHubResponse response, Function<JsonInput, T> document) {
    try {
      return JsonInput.read(response.body(), document);
    } catch (MalformedJsonException e) {
      throw api.unavailable(
          "sent an unexpected response (" + e.problem()
              + "): an administrator should check 'github-api'");
    }
  }

  private static GypsumException refused() {
    return GypsumException.unauthenticated(
        "GitHub refused the token: it is mistyped, expired or revoked; sign in again");
  }

  private GypsumException limited() {
    return api.unavailable("limits the rate of requests with this token");
  }

  private GypsumException unexpected(GitHubResponse response, String path) {
    String hint = response.status() >= 500
        ? ""
        : ": an administrator should check 'github-api'";
    return api.unavailable("responded to " + path + " with status " + response.status() + hint);
  }
}
