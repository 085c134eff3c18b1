package io.gypsum.server.api;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.decision.Authorization;
import io.gypsum.core.decision.User;
import io.gypsum.server.http.Caller;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.HttpMetrics;
import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.HttpSettings;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.Route;
import io.gypsum.server.http.RouteGroup;
import io.gypsum.server.http.Router;
import io.gypsum.server.http.tomcat.TomcatEngine;
import io.gypsum.server.identity.CachedIdentity;
import io.gypsum.server.identity.Identity;
import io.gypsum.server.limit.AddressRange;
import io.gypsum.server.limit.ClientAddress;
import io.gypsum.server.limit.ClientAddresses;
import io.gypsum.server.limit.ClientLimits;
import io.gypsum.server.limit.TooManyRequestsException;
import io.gypsum.server.operation.RoleChecks;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which sign-ins and requests of users are refused because of limits. */
class LimitedSignInTest {
  private static final String CLIENT = "X-Forwarded-For: 192.0.2.7";
  private static final String OTHER_CLIENT = "X-Forwarded-For: 192.0.2.8";

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();

  /** A provider on another machine, which accepts tokens that start with "valid". */
  private final class Provider implements Identity {
    @Override
    public User identify(String token) {
      asked.incrementAndGet();
      if (token.startsWith("down")) {
        throw new GypsumException(Kind.UNAVAILABLE, "down");
      }
      if (!token.startsWith("valid")) {
        throw GypsumException.unauthenticated("refused");
      }
      return new User(token.substring("valid".length()), Set.of(), false);
    }

    @Override
    public boolean asksProvider(String token) {
      return true;
    }
  }

  @Test
  void anAddressThatSentTooManyInvalidTokensCanUseOnlyKnownOnes() throws IOException {
    try (HttpServer server = start(new CachedIdentity(new Provider()), rates(0, 0, 3))) {
      assertThat(signIn(server, CLIENT, "validAda").status()).isEqualTo(200);
      assertThat(RawHttp.ask(server.port(), "GET", "/me", CLIENT).status()).isEqualTo(401);
      for (int i = 0; i < 3; i++) {
        assertThat(signIn(server, CLIENT, "invalid" + i).status()).isEqualTo(401);
      }
      assertThat(asked).hasValue(4);

      RawHttp.Answer refused = signIn(server, CLIENT, "invalid3");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("retry-after")).isEqualTo("20");
      assertThat(refused.text()).contains("too many invalid access tokens from '192.0.2.7'");
      assertThat(signIn(server, CLIENT, "invalid0").status()).as("a cached refusal").isEqualTo(429);
      assertThat(signIn(server, CLIENT, "validBob").status()).as("a new token").isEqualTo(429);
      assertThat(asked).as("requests to the provider").hasValue(4);

      assertThat(signIn(server, CLIENT, "validAda").status()).as("a known token").isEqualTo(200);
      assertThat(RawHttp.ask(server.port(), "GET", "/public", CLIENT).status()).isEqualTo(200);
      assertThat(RawHttp.ask(server.port(), "GET", "/me", CLIENT).status()).isEqualTo(401);
      assertThat(signIn(server, OTHER_CLIENT, "invalid3").status()).isEqualTo(401);
      assertThat(signIn(server, null, "invalid4").status()).as("this machine").isEqualTo(401);
      nanos.addAndGet(20_000_000_000L);
      assertThat(signIn(server, CLIENT, "validBob").status()).isEqualTo(200);
    }
  }

  /** Local accounts are looked up on this machine, so that valid tokens are always accepted. */
  @Test
  void withLocalAccountsOnlyInvalidTokensAreRefused() throws IOException {
    Provider provider = new Provider();
    try (HttpServer server = start(token -> provider.identify(token), rates(0, 0, 1))) {
      assertThat(signIn(server, CLIENT, "invalid").status()).isEqualTo(401);
      assertThat(signIn(server, CLIENT, "invalid").status()).isEqualTo(429);
      assertThat(signIn(server, CLIENT, "validAda").status()).isEqualTo(200);
    }
  }

  @Test
  void concurrentRequestsCannotExceedTheLimitOfInvalidTokens() throws Exception {
    LimitedSignIn signIn = new LimitedSignIn(new Provider(), limits(rates(0, 0, 10)));
    ClientAddress client =
        new ClientAddress(InetAddress.ofLiteral("192.0.2.7"), ClientAddress.Origin.FORWARDED);
    AtomicInteger refused = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 500; i++) {
        String token = "invalid" + i;
        threads.execute(() -> {
          try {
            go.await();
            signIn.identify(token, client);
          } catch (TooManyRequestsException e) {
            refused.incrementAndGet();
          } catch (GypsumException e) {
            // Expected: the provider was asked, and the token is invalid.
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
      }
      go.countDown();
    }
    assertThat(asked).hasValue(10);
    assertThat(refused).hasValue(490);
  }

  @Test
  void validTokensAndFailuresOfTheProviderAreNotCounted() {
    LimitedSignIn signIn = new LimitedSignIn(new Provider(), limits(rates(0, 0, 1)));
    ClientAddress client =
        new ClientAddress(InetAddress.ofLiteral("192.0.2.7"), ClientAddress.Origin.FORWARDED);
    for (int i = 0; i < 10; i++) {
      assertThat(signIn.identify("validAda", client).login()).isEqualTo("Ada");
      assertThatThrownBy(() -> signIn.identify("down", client)).hasMessage("down");
    }
    assertThatThrownBy(() -> signIn.identify("invalid", client)).hasMessage("refused");
    assertThatThrownBy(() -> signIn.identify("invalid", client))
        .isInstanceOf(TooManyRequestsException.class);
  }

  @Test
  void aUserIsLimitedFromAllAddressesTogether() throws IOException {
    try (HttpServer server = start(new CachedIdentity(new Provider()), rates(2, 0, 0))) {
      assertThat(signIn(server, CLIENT, "validAda").status()).isEqualTo(200);
      assertThat(signIn(server, OTHER_CLIENT, "validAda").status()).isEqualTo(200);
      RawHttp.Answer refused = signIn(server, "X-Forwarded-For: 192.0.2.9", "validAda");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.text()).contains("too many reads of 'Ada'");
      assertThat(signIn(server, OTHER_CLIENT, "validBob").status()).isEqualTo(200);
      assertThat(signIn(server, null, "validAda").status()).as("this machine").isEqualTo(200);
    }
  }

  private static RawHttp.Answer signIn(HttpServer server, String client, String token)
      throws IOException {
    String authorization = "Authorization: Bearer " + token;
    return client == null
        ? RawHttp.ask(server.port(), "GET", "/me", authorization)
        : RawHttp.ask(server.port(), "GET", "/me", client, authorization);
  }

  private static ClientLimits.Rates rates(int reads, int writes, int failedSignIns) {
    return new ClientLimits.Rates(reads, writes, failedSignIns);
  }

  private ClientLimits limits(ClientLimits.Rates rates) {
    return new ClientLimits(
        new ClientAddresses(List.of(AddressRange.parse("127.0.0.1"))),
        ClientLimits.Concurrency.UNLIMITED, rates, false, nanos::get, limit -> {});
  }

  private HttpServer start(Identity identity, ClientLimits.Rates rates) throws IOException {
    ClientLimits limits = limits(rates);
    Authentication authentication =
        new Authentication(
            new LimitedSignIn(identity, limits), new RoleChecks(new Authorization(Set.of())));
    Router router =
        new Router(
            List.of(
                RouteGroup.json(
                    List.of(authentication),
                    List.of(
                        Route.get("/me", Caller.USER, Exchange::sendEmpty),
                        Route.get("/public", Caller.ANYONE, Exchange::sendEmpty)))));
    return HttpServer.start(
        HttpSettings.defaults(), router, new HttpMetrics(), limits, TomcatEngine::start);
  }
}
