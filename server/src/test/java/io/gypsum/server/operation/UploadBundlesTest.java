package io.gypsum.server.operation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.document.Lock;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.operation.ReceivedBundle.FileState;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.BundleBody;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.FastDirectory;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.ReachableStore;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.store.Store;
import io.gypsum.store.disk.DiskStore;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.gypsum.server.testing.TestOperations.ADMIN;
import static io.gypsum.server.testing.TestOperations.OWNER;
import static io.gypsum.server.testing.TestOperations.PAST_ALL_LEASES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Files of a bundle are received one by one; what is invalid changes nothing. */
class UploadBundlesTest {
  private static final int FILES = BundleOffer.MIN_FILES;

  @Nested
  class InMemory extends Receiving {
    @Override
    Store openStore() {
      return new MemoryStore();
    }
  }

  @Nested
  class OnDisk extends Receiving {
    @TempDir(factory = FastDirectory.class) Path directory;

    @Override
    Store openStore() {
      return DiskStore.open(directory);
    }
  }

  /** A store that clients reach directly, like S3: the files of a bundle are staged together. */
  @Nested
  class InService extends Receiving {
    @Override
    Store openStore() {
      return new ReachableStore(new MemoryStore());
    }

    @Test
    void aBundleIsOneObject() {
      ReceivedBundle _ = send(bodyOfAll());

      assertThat(staged()).singleElement()
          .asString()
          .startsWith(session.staging() + "bundles/" + FILES + "-");
    }

    @Test
    void aBundleWithoutValidFilesIsNotStaged() {
      ReceivedBundle _ = send(BundleBody.of(session, "d/0", "CONTENT 0"));

      assertThat(staged()).isEmpty();
    }

    @Test
    void theBundlesOfASessionAreBounded() {
      int maxBytes = 2 * UploadBundles.MIN_COUNTED_BYTES;
      ClientUpload bounded = bounded(session, maxBytes);
      for (String path : List.of("d/0", "d/1")) {
        ReceivedBundle _ =
            server.sendBundle(bounded, BundleBody.of(session, path, files.get(path)).bytes());
      }

      assertThatThrownBy(
          () -> server
              .sendBundle(bounded, BundleBody.of(session, "d/2", files.get("d/2")).bytes()))
          .hasMessageContaining("too many bundles");
      assertThat(staged()).hasSize(2);
    }

    @Test
    void aLargeBundleCountsWithItsSize() {
      files.put("large", "x".repeat(2 * UploadBundles.MIN_COUNTED_BYTES));
      server.create("q");
      ClientUpload upload = server.startWithBundles(OWNER, "q/a/v", files);
      ClientUpload bounded = bounded(upload, 2 * UploadBundles.MIN_COUNTED_BYTES);

      assertThatThrownBy(
          () -> server.sendBundle(
              bounded, BundleBody.of(upload, "large", files.get("large")).bytes()))
          .hasMessageContaining("too many bundles");
    }

    private ClientUpload bounded(ClientUpload upload, int maxStagedBytes) {
      String token =
          new UploadTokenSigner(key)
              .sign(
                  new BundleToken(
                      Lock.hash(upload.token()), upload.version(), maxStagedBytes));
      return new ClientUpload(
          upload.version(), upload.token(), upload.uploadTokens(), token, upload.addresses());
    }

    private List<String> staged() {
      return BucketState.of(store)
          .keySet()
          .stream()
          .filter(key -> key.startsWith("..arrivals/"))
          .toList();
    }
  }

  abstract static class Receiving {
    final SigningKey key = SigningKey.random();
    final Map<String, String> files = new LinkedHashMap<>();
    private final TestClock clock = new TestClock();
    Store store;
    TestOperations server;
    ClientUpload session;

    abstract Store openStore();

    @BeforeEach
    void start() {
      store = openStore();
      server = new TestOperations(store, clock, key);
      server.create("p");
      for (int i = 0; i < FILES; i++) {
        files.put("d/" + i, "content " + i);
      }
      session = server.startWithBundles(OWNER, "p/a/v", files);
    }

    @AfterEach
    void close() {
      store.close();
    }

    BundleBody bodyOfAll() {
      BundleBody body = new BundleBody();
      files.forEach((path, content) -> body.file(session.url(path), content));
      return body;
    }

    ReceivedBundle send(BundleBody body) {
      return server.sendBundle(session, body.bytes());
    }

    private static List<String> received(ReceivedBundle bundle) {
      return bundle.files()
          .stream()
          .filter(file -> file.problem() == null)
          .map(FileState::path)
          .toList();
    }

    private static String problem(ReceivedBundle bundle, int index) {
      return bundle.files().get(index).problem();
    }

    private Kind refused(Runnable action) {
      SortedMap<String, String> before = BucketState.of(store);
      GypsumException failure = catchThrowableOfType(GypsumException.class, action::run);
      assertThat(failure).as("the failure").isNotNull();
      assertThat(BucketState.of(store)).isEqualTo(before);
      return failure.kind();
    }

    private void requirePublished() {
      server.complete(session);
      SortedMap<String, String> state = BucketState.of(store);
      files.forEach((path, content) -> assertThat(state).containsEntry("p/a/v/" + path, content));
      assertThat(state.keySet()).noneMatch(key -> key.startsWith("..arrivals/"));
    }

    @Test
    void allFilesOfABundleArePublished() {
      assertThat(received(send(bodyOfAll()))).containsExactlyElementsOf(files.keySet());

      requirePublished();
    }

    @Test
    void bundlesAndSingleFilesCanBeMixed() {
      ReceivedBundle _ = send(BundleBody.of(session, "d/0", "content 0", "d/1", "content 1"));
      files.keySet()
          .stream()
          .skip(1)
          .forEach(path -> server.send(session, path, files.get(path)));

      requirePublished();
    }

    @Test
    void completionNamesAFileThatNoBundleContained() {
      ReceivedBundle _ = send(BundleBody.of(session, "d/0", "content 0"));

      assertThatThrownBy(() -> server.complete(session))
          .hasMessageContaining("'d/1' was not uploaded");
    }

    @Test
    void repeatingABundleHasNoEffect() {
      ReceivedBundle first = send(bodyOfAll());
      SortedMap<String, String> before = BucketState.of(store);

      assertThat(send(bodyOfAll())).isEqualTo(first);
      assertThat(BucketState.of(store)).isEqualTo(before);
    }

    @Test
    void duplicateFilesAreReceivedOnce() {
      ReceivedBundle bundle =
          send(BundleBody.of(session, "d/0", "content 0", "d/0", "content 0"));

      assertThat(received(bundle)).containsExactly("d/0", "d/0");
    }

    @Test
    void wrongContentIsSkipped() {
      ReceivedBundle bundle =
          send(
              BundleBody.of(
                  session, "d/0", "CONTENT 0", "d/1", "content 1 is longer", "d/2", "content 2"));

      assertThat(received(bundle)).containsExactly("d/2");
      assertThat(problem(bundle, 0)).contains("'d/0' has the MD5 ");
      assertThat(problem(bundle, 1)).contains("'d/1' was declared with 9 bytes, not 19");
    }

    @Test
    void wrongContentOfAFileThatWasReceivedIsSkipped() {
      send(bodyOfAll());

      ReceivedBundle bundle =
          send(BundleBody.of(session, "d/0", "CONTENT 0", "d/1", "content 1"));

      assertThat(received(bundle)).containsExactly("d/1");
      assertThat(problem(bundle, 0)).contains("'d/0' has the MD5 ");
    }

    @Test
    void unknownAndForeignFilesAreSkipped() {
      TestOperations other = new TestOperations(store, clock, SigningKey.random());
      server.create("q");
      ClientUpload foreign = server.startWithBundles(OWNER, "q/a/v", files);
      other.create("r");
      ClientUpload otherKey = other.startWithBundles(OWNER, "r/a/v", files);
      ReceivedBundle bundle =
          send(
              BundleBody.of(foreign, "d/0", "content 0")
                  .file(otherKey.url("d/0"), "content 0")
                  .file("/upload/presigned-file/x", "content 0")
                  .file("/file/x", "")
                  .file(session.url("d/1"), "content 1"));

      assertThat(received(bundle)).containsExactly("d/1");
      assertThat(problem(bundle, 0)).contains("belongs to another upload");
      assertThat(problem(bundle, 1)).contains("not issued by this server");
      assertThat(problem(bundle, 2)).contains("malformed upload URL");
      assertThat(problem(bundle, 3)).contains("malformed upload URL");
    }

    /** Two projects may have running sessions with one token, since clients choose it. */
    @Test
    void filesOfAnotherVersionAreSkippedEvenIfItsSessionHasTheSameToken() {
      String chosen = UUID.randomUUID().toString();
      ClientUpload one = startWithToken("q", chosen);
      ClientUpload other = startWithToken("r", chosen);

      ReceivedBundle bundle =
          server.sendBundle(
              one, BundleBody.of(other, "d/0", "content 0")
                  .file(one.url("d/1"), "content 1")
                  .bytes());

      assertThat(received(bundle)).containsExactly("d/1");
      assertThat(problem(bundle, 0)).contains("belongs to another upload");
      assertThat(BucketState.of(store).keySet())
          .noneMatch(key -> key.startsWith(other.staging().value()));
    }

    private ClientUpload startWithToken(String project, String token) {
      server.create(project);
      String body =
          Files.body(
              files.entrySet()
                  .stream()
                  .map(file -> Files.simple(file.getKey(), file.getValue()))
                  .toArray(String[]::new));
      return server.start(
          OWNER, project + "/a/v",
          body.replaceFirst(
              "\\{", "{\"bundles\":true,\"session_token\":\"" + token + "\","));
    }

    @Test
    void filesBeforeAMalformedLineAreReceived() {
      ReceivedBundle bundle =
          send(BundleBody.of(session, "d/0", "content 0").text("01 x\n").text("y"));

      assertThat(received(bundle)).containsExactly("d/0");
      assertThat(problem(bundle, 1)).contains("expected a line with the size");
      assertThat(bundle.files()).hasSize(2);
    }

    @Test
    void filesBeforeTheEndOfATruncatedBodyAreReceived() {
      byte[] whole = bodyOfAll().bytes();
      ReceivedBundle bundle = server.sendBundle(session, Arrays.copyOf(whole, whole.length - 1));

      assertThat(received(bundle)).hasSize(FILES - 1);
      assertThat(problem(bundle, FILES - 1)).contains("ended before the end of a file");
    }

    @Test
    void aBundleHasAMaximumNumberOfFiles() {
      BundleBody body = new BundleBody();
      for (int i = 0; i <= BundleOffer.MAX_FILES; i++) {
        body.file(session.url("d/0"), "content 0");
      }
      ReceivedBundle bundle = send(body);

      assertThat(received(bundle)).hasSize(BundleOffer.MAX_FILES);
      assertThat(problem(bundle, BundleOffer.MAX_FILES)).contains("at most 256 files");
    }

    @Test
    void aFileOfTheMaximumSizeIsReceivedAndALargerOneIsSkipped() {
      files.put("max", "x".repeat(BundleOffer.MAX_FILE_BYTES));
      files.put("larger", "x".repeat(BundleOffer.MAX_FILE_BYTES + 1));
      server.create("q");
      ClientUpload upload = server.startWithBundles(OWNER, "q/a/v", files);
      ReceivedBundle bundle =
          server.sendBundle(
              upload,
              BundleBody.of(upload, "larger", files.get("larger"), "max", files.get("max"))
                  .bytes());

      assertThat(received(bundle)).containsExactly("max");
      assertThat(problem(bundle, 0)).contains("has more than 65536 bytes");
    }

    @Test
    void theLengthOfTheBodyIsCheckedFirst() {
      String token = session.bundleToken();
      assertThat(
          server.bundles.requireAdmissible(token, session.token(), BundleOffer.MAX_BYTES))
          .isNotEmpty();
      assertThat(
          refused(
              () -> server.bundles
                  .requireAdmissible(token, session.token(), BundleOffer.MAX_BYTES + 1)))
          .isEqualTo(Kind.TOO_LARGE);
      assertThat(refused(() -> server.bundles.requireAdmissible(token, session.token(), -1)))
          .isEqualTo(Kind.INVALID);
    }

    @Test
    void theTokenOfAnotherSessionOrPurposeIsForbidden() {
      server.create("q");
      ClientUpload foreign = server.startWithBundles(OWNER, "q/a/v", files);
      String fileToken = session.uploadTokens().get("d/0");
      assertThat(
          refused(
              () -> server.bundles
                  .requireAdmissible(foreign.bundleToken(), session.token(), 1)))
          .isEqualTo(Kind.FORBIDDEN);
      assertThat(
          refused(() -> server.bundles.requireAdmissible(fileToken, session.token(), 1)))
          .isEqualTo(Kind.FORBIDDEN);
      assertThat(
          refused(() -> server.presign(session.bundleToken(), session.token())))
          .isEqualTo(Kind.FORBIDDEN);
      assertThat(refused(() -> server.bundles.requireAdmissible("x", session.token(), 1)))
          .isEqualTo(Kind.INVALID);
    }

    @Test
    void memoryIsReservedForTheUserOfARunningSessionOnly() {
      String token = session.bundleToken();
      assertThat(server.bundles.requireUploader(token, session.token())).isEqualTo("owner");
      server.abort(session);

      assertThat(refused(() -> server.bundles.requireUploader(token, session.token())))
          .isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void nothingIsAcceptedAfterTheEndOfTheSession() {
      server.abort(session);

      assertThat(refused(() -> send(bodyOfAll()))).isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void nothingStaysIfTheSessionEndsDuringABundle() {
      byte[] body = bodyOfAll().bytes();
      SortedMap<String, String> ended = new TreeMap<>();
      InputStream ending =
          endingWith(body, () -> {
            server.abort(session);
            ended.putAll(BucketState.of(store));
          });

      assertThatThrownBy(
          () -> server.bundles
              .receive(session.bundleToken(), session.token(), body.length, ending))
          .hasMessageContaining("has ended");
      assertThat(BucketState.of(store)).isEqualTo(ended);
    }

    @Test
    void nothingStaysIfTheSessionEndsBeforeTheConnectionBreaks() {
      byte[] body = bodyOfAll().bytes();
      InputStream broken =
          endingWith(Arrays.copyOf(body, body.length - 1), () -> {
            server.abort(session);
            throw new IOException("broken");
          });

      assertThatThrownBy(
          () -> server.bundles
              .receive(session.bundleToken(), session.token(), body.length, broken))
          .hasMessage("broken");
      assertThat(BucketState.of(store).keySet()).noneMatch(key -> key.startsWith("..arrivals/"));
    }

    private interface End {
      void run() throws IOException;
    }

    private static InputStream endingWith(byte[] body, End end) {
      return new SequenceInputStream(new ByteArrayInputStream(body), new InputStream() {
        @Override
        public int read() throws IOException {
          end.run();
          return -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
          return read();
        }
      });
    }

    @Test
    void aBundleRenewsTheLease() {
      for (int i = 0; i < 4; i++) {
        clock.advance(PAST_ALL_LEASES.dividedBy(3));
        ReceivedBundle _ = send(BundleBody.of(session, "d/0", "content 0"));
      }
      server.abandonedLocks.recoverAll();

      assertThat(received(send(bodyOfAll()))).hasSize(FILES);
    }

    @Test
    void aLostRightEndsTheUpload() {
      server.projects.setPermissions(
          ADMIN, session.version().project(), TestOperations.permissions("{\"owners\":[]}"));
      clock.advance(UploadRights.PERMISSIONS_TTL.plusMillis(1));

      assertThatThrownBy(() -> send(bodyOfAll())).hasMessageContaining("may no longer upload");
      assertThat(BucketState.of(store).keySet()).noneMatch(key -> key.startsWith("..arrivals/"));
    }

    @Test
    void bundlesAreOfferedOnlyForEnoughSmallFilesAndOnRequest() {
      assertThat(session.bundleToken()).isNotEmpty();
      files.remove("d/0");
      files.put("large", "x".repeat(BundleOffer.MAX_FILE_BYTES + 1));
      server.create("q");
      assertThat(server.startWithBundles(OWNER, "q/a/v", files).bundleToken()).isEmpty();
      server.create("r");
      assertThat(
          server.start(
              OWNER, "r/a/v", Files.body(
                  files.entrySet()
                      .stream()
                      .map(
                          file -> Files.simple(file.getKey(), file.getValue()))
                      .toArray(String[]::new)))
              .bundleToken())
          .isEmpty();
    }

    @Test
    void filesThatFitIntoBundlesHaveNoUrl() {
      assertThat(session.addresses()).isEmpty();
      files.put("large", "x".repeat(BundleOffer.MAX_FILE_BYTES + 1));
      server.create("q");
      ClientUpload upload = server.startWithBundles(OWNER, "q/a/v", files);
      assertThat(upload.addresses()).isSubsetOf("large");
    }
  }
}
