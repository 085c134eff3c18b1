package io.gypsum.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.identity.LocalAccounts;
import io.gypsum.server.settings.SettingsReader;
import io.gypsum.server.settings.SettingsSources;
import io.gypsum.server.testing.BlockedLane;
import io.gypsum.store.Content;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Store;
import io.gypsum.store.memory.MemoryStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a whole server answers while the threads that compute responses are occupied. */
@Timeout(60)
class HeavyRequestsTest {
  private static final int QUEUE = 2;
  private static final String EMPTY_MD5 = "1B2M2Y8AsgTpgAmY7PhCfg==";

  @TempDir Path directory;

  private GypsumServer server;
  private String token;

  @BeforeEach
  void start() {
    Store store = new EndlessListing(new MemoryStore(Clock.systemUTC()));
    token =
        new LocalAccounts(DataDirectory.at(directory), InstantSource.system())
            .add("ada", List.of(), true);
    server =
        GypsumServer.start(
            SettingsReader.read(
                SettingsSources.of(
                    Map.of(
                        "port", "0", "data", directory.toString(), "compute-threads", "2",
                        "compute-queue", "" + QUEUE, "index", "_x.json", "search-steps", "1000"),
                    directory)),
            (address, createBucket) -> store);
    store.put(new Key("p/a/v/file"), Content.of(new byte[100]), PutCondition.CREATE);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A listing below {@code endless/} never ends. */
  private static final class EndlessListing extends ForwardingStore {
    EndlessListing(Store delegate) {
      super(delegate);
    }

    @Override
    public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
      return prefix.value().equals("endless/")
          ? Stream.iterate(0, i -> i + 1)
              .map(
                  i -> new ObjectEntry(
                      new Key("endless/" + i), 1, InstantSource.system().instant()))
          : super.list(prefix, startAfter);
    }
  }

  @Test
  void smallReadsAndHealthNeverWaitForHeavyRequests() throws IOException {
    try (BlockedLane _ = block(server.lanes().searches());
        BlockedLane _ = block(server.lanes().reads());
        BlockedLane _ = block(server.lanes().operations())) {
      assertThat(get("/health/ready").status()).isEqualTo(200);
      assertThat(get("/health/live").status()).isEqualTo(200);
      assertThat(get("/file/p%2Fa%2Fv%2Ffile").body()).hasSize(100);
      assertThat(get("/metrics").status()).isEqualTo(200);
      assertThat(get("/openapi.json").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/list?prefix=p/", "/list?recursive=true"})
  void theListingAfterTheLastPlaceIsRefused(String target) throws IOException {
    try (BlockedLane blocked = block(server.lanes().reads())) {
      RawHttp.Answer refused = get(target);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("5");
      assertThat(refused.text()).contains("the server is processing too many reads");
      blocked.release();
      blocked.results();
      assertThat(get(target).status()).isEqualTo(200);
    }
  }

  @Test
  void bundlesAndOperationsHavePlacesToo() throws IOException {
    try (BlockedLane _ = block(server.lanes().reads());
        BlockedLane _ = block(server.lanes().operations())) {
      String files = "{\"files\":[\"p/a/v/file\"]}";
      assertThat(post("/bundle", files).status()).isEqualTo(503);
      assertThat(post("/refresh/usage/p", "").status()).isEqualTo(503);
      assertThat(post("/upload/start/p/a/v1", "{\"files\":[]}").status()).isEqualTo(503);
    }
  }

  @Test
  void strangersDoNotDelayTheUploadsOfSignedInUsers() throws IOException {
    try (BlockedLane _ = block(server.lanes().searches());
        BlockedLane _ = block(server.lanes().reads())) {
      assertThat(post("/create/q", "{}").status()).isEqualTo(200);
      RawHttp.Answer started =
          post(
              "/upload/start/q/a/v",
              "{\"presign\":true,\"files\":[{\"type\":\"simple\",\"path\":\"x\",\"size\":0,"
                  + "\"md5sum\":\"d41d8cd98f00b204e9800998ecf8427e\"}]}");
      assertThat(started.status()).as(started.text()).isEqualTo(200);
      String ticket = started.text().replaceAll("(?s).*\"put\":\\{\"url\":\"([^\"]*)\".*", "$1");
      String session = started.text().replaceAll("(?s).*\"session_token\":\"([^\"]*)\".*", "$1");
      assertThat(
          RawHttp.ask(
              port(), "PUT", ticket, "Content-Length: 0", "Content-MD5: " + EMPTY_MD5).status())
          .isEqualTo(200);
      assertThat(
          RawHttp.ask(
              port(), "POST", "/upload/complete/q/a/v", "Content-Length: 0",
              "Authorization: Bearer " + session).status())
          .isEqualTo(200);
      assertThat(get("/file/q%2Fa%2Fv%2Fx").status()).isEqualTo(200);
    }
  }

  @Test
  void aSearchThatTakesTooManyStepsIsRefusedWithAdvice() throws IOException {
    assertThat(search("word0").status()).isEqualTo(200);
    String query =
        IntStream.range(0, 400).mapToObj(i -> "word" + i).collect(Collectors.joining("+OR+"));
    RawHttp.Answer refused = search(query);
    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.text())
        .contains("the search needs more than 1000 steps of the database: search for fewer words");
  }

  @Test
  void theSearchAfterTheLastPlaceIsRefused() throws IOException {
    assertThat(search("word0").status()).isEqualTo(200);
    try (BlockedLane _ = block(server.lanes().searches())) {
      RawHttp.Answer refused = get("/search?q=word0");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("5");
      assertThat(refused.text()).contains("the server is processing too many searches");
    }
  }

  /** Searches as soon as the index has been built. */
  private RawHttp.Answer search(String query) throws IOException {
    RawHttp.Answer answer = get("/search?q=" + query);
    while (answer.status() == 503) {
      answer = get("/search?q=" + query);
    }
    return answer;
  }

  /** The listings outnumber the threads and the places, and their clients read nothing. */
  @Test
  void noThreadIsOccupiedWhileAResponseIsSent() throws IOException {
    RawHttp[] slow = new RawHttp[8];
    for (int i = 0; i < slow.length; i++) {
      slow[i] = new RawHttp(port());
      slow[i].send(RawHttp.head("GET", "/list?prefix=endless/&recursive=true") + "\r\n");
      slow[i].awaitFirstByte();
    }
    assertThat(get("/list?prefix=p/&recursive=true").text()).isEqualTo("[\"p/a/v/file\"]");
    for (RawHttp client : slow) {
      client.close();
    }
  }

  @Test
  void aClientThatGivesUpFreesItsPlace() throws IOException {
    ComputeLane lane = server.lanes().reads();
    try (BlockedLane blocked = BlockedLane.withWaiting(lane, 1, 0);
        RawHttp patient = new RawHttp(port())) {
      patient.send(RawHttp.head("GET", "/list?prefix=p/&recursive=true") + "\r\n");
      try (RawHttp impatient = new RawHttp(port())) {
        impatient.send(RawHttp.head("GET", "/list?prefix=p/&recursive=true") + "\r\n");
        blocked.awaitWaiting(2);
      }
      blocked.awaitWaiting(1);
      // A client that sends its next request early has not given up.
      patient.send(RawHttp.head("GET", "/health/live") + "\r\n");
      assertThat(get("/health/live").status()).isEqualTo(200);
      blocked.release();
      assertThat(patient.answer(false).text()).isEqualTo("[\"p/a/v/file\"]");
      assertThat(patient.answer(false).status()).isEqualTo(200);
    }
  }

  /** Occupies all threads and all places of a lane. */
  private static BlockedLane block(ComputeLane lane) {
    return BlockedLane.withWaiting(lane, lane.threads(), QUEUE);
  }

  private int port() {
    return server.address().getPort();
  }

  private RawHttp.Answer get(String target) throws IOException {
    return RawHttp.ask(port(), "GET", target);
  }

  private RawHttp.Answer post(String target, String body) throws IOException {
    return RawHttp.ask(
        port(),
        RawHttp.head(
            "POST", target, "Content-Length: " + body.length(), "Authorization: Bearer " + token)
            + "\r\n" + body);
  }
}
