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
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.server.identity.GitHubApi.Answer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks GitHub, public or of an enterprise, whose a token is. Two requests or more at every call, so it belongs behind a
 * {@link CachedIdentity}. A token that may not list its user's organisations is taken, without organisations; the log
 * warns once a day for each such user.
 */
public final class GitHubIdentity implements Identity {
  private static final Logger LOG = LoggerFactory.getLogger(GitHubIdentity.class);
  /** For all requests of one call together. */
  private static final Duration BUDGET = Duration.ofSeconds(10);
  private static final int MAX_TOKEN_CHARACTERS = 1_000;
  /** Of 100 organisations each. */
  static final int MAX_PAGES = 10;

  private final GitHubApi api;
  private final Duration budget;
  private final Cache<String, Boolean> warnedAbout =
      Caffeine.newBuilder().maximumSize(1_000).expireAfterWrite(Duration.ofDays(1)).build();

  /** @param api without a trailing slash */
  public GitHubIdentity(URI api) {
    this(api, BUDGET);
  }

  GitHubIdentity(URI api, Duration budget) {
    this.api = GitHubApi.at(api);
    this.budget = budget;
  }

  @Override
  public User identify(String token) {
    if (!couldBeToken(token)) {
      throw GypsumException.unauthenticated(
          "the token is not one of GitHub's: expected 1 to " + MAX_TOKEN_CHARACTERS
              + " letters, digits and signs");
    }
    Deadline deadline = Deadline.in(budget);
    String login = login(token, deadline);
    return new User(login, organizations(login, token, deadline), false);
  }

  /** Also keeps line breaks out of a header, whose refusal by the HTTP client would show the token. */
  private static boolean couldBeToken(String token) {
    return !token.isEmpty() && token.length() <= MAX_TOKEN_CHARACTERS
        && token.chars().allMatch(c -> c > ' ' && c <= '~');
  }

  private String login(String token, Deadline deadline) {
    Answer answer = api.get(api.resolve("/user"), token, deadline);
    return switch (answer.status()) {
      case 200 -> parse(answer, GitHubIdentity::readLogin);
      case 401 -> throw refused();
      case 403 -> throw answer.isRateLimit() ? limited() : refused();
      case 429 -> throw limited();
      default -> throw unexpected(answer, "/user");
    };
  }

  private Set<String> organizations(String login, String token, Deadline deadline) {
    Set<String> organizations = new TreeSet<>();
    @Nullable URI page = api.resolve("/user/orgs?per_page=100");
    for (int pages = 0; page != null; pages++) {
      if (pages == MAX_PAGES) {
        warn(login, "only the first " + organizations.size() + " were read");
        break;
      }
      Answer answer = api.get(page, token, deadline);
      switch (answer.status()) {
        case 200 -> organizations.addAll(parse(answer, GitHubIdentity::readOrganizations));
        case 401 -> throw refused();
        case 403, 404 -> {
          if (answer.isRateLimit()) {
            throw limited();
          }
          warn(
              login, "GitHub refused them with status " + answer.status()
                  + " (the token lacks the scope read:org?)");
          return Set.of();
        }
        case 429 -> throw limited();
        default -> throw unexpected(answer, "/user/orgs");
      }
      page = NextPage.after(page, answer.headers());
    }
    return organizations;
  }

  private void warn(String login, String what) {
    if (warnedAbout.asMap().putIfAbsent(login, true) == null) {
      LOG.warn(
          "Organisations of {}: {}. What they are permitted does not count for this user.", login,
          what);
    }
  }

  private static String readLogin(JsonInput in) {
    @Nullable String login = null;
    in.beginObject();
    for (String property = in.nextName(); property != null; property = in.nextName()) {
      switch (property) {
        case "login" -> login = AccountNames.check("login", in.string());
        default -> in.skip();
      }
    }
    return in.required(login, "login");
  }

  private static Set<String> readOrganizations(JsonInput in) {
    return new TreeSet<>(in.array(GitHubIdentity::readLogin));
  }

  private <T> T parse(Answer answer, Function<JsonInput, T> document) {
    try {
      return JsonInput.read(answer.body(), document);
    } catch (MalformedJsonException e) {
      throw api.unavailable(
          "answered something else than GitHub does (" + e.problem()
              + "): an administrator should check 'github-api'");
    }
  }

  private static GypsumException refused() {
    return GypsumException.unauthenticated(
        "GitHub refused the token: it is mistyped, expired or revoked; sign in again");
  }

  private GypsumException limited() {
    return api.unavailable("limits how often it may be asked with this token");
  }

  private GypsumException unexpected(Answer answer, String path) {
    String hint = answer.status() >= 500
        ? ""
        : ", which GitHub does not: an administrator should check 'github-api'";
    return api.unavailable("answered " + path + " with status " + answer.status() + hint);
  }
}
