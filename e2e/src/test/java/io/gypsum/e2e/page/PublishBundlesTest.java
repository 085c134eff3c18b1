package io.gypsum.e2e.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page.LocatorOptions;
import com.microsoft.playwright.Route.FulfillOptions;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Uploads in the browser of small files, many of which are sent with one request, and of files that the server loses. */
@Timeout(240)
class PublishBundlesTest extends PublishFixture {
  private static final String BUNDLES = "**/upload/bundle/*";

  @Test
  void aThousandFilesAndALargeOneAreSentWithSevenRequests() throws IOException {
    for (int i = 0; i < 1_000; i++) {
      write("d" + i % 10 + "/f" + i, "content " + i);
    }
    byte[] large = new byte[11_000_000];
    new Random(1).nextBytes(large);
    Files.write(folder.resolve("large"), large);
    open(Users.OWNER, "v1").select(folder);
    tab.upload();
    assertThat(tab.awaitDone()).endsWith("is published.");
    assertThat(server.bucket().keys(project + "/a/v1/")).hasSize(1_003);
    assertThat(server.bucket().bytes(project + "/a/v1/large")).isEqualTo(large);
    assertThat(tab.repeated()).isZero();
    assertThat(tab.accepted()).hasSize(1_003);
    assertThat(tab.acceptedRequests()).as("four bundles and three parts").isEqualTo(7);
  }

  @Test
  void filesOfMoreBytesThanABundleMayHaveAreSentInSeveral() throws IOException {
    for (int i = 100; i < 180; i++) {
      write("f" + i, "x".repeat(64 * 1024 - 3) + i);
    }
    for (int i = 0; i < 256; i++) {
      write("e" + i, i == 0 ? "" : "content " + i);
    }
    write("over", "x".repeat(64 * 1024 + 1));
    open(Users.OWNER, "v1").select(folder);
    tab.upload();
    assertThat(tab.awaitDone()).endsWith("is published.");
    assertThat(published("v1")).hasSize(337);
    assertThat(tab.repeated()).isZero();
    assertThat(tab.acceptedRequests()).as("five bundles and a file").isEqualTo(6);
  }

  @Test
  void theScriptsFillBundlesUpToTheirLimits() {
    open(Users.OWNER, "v1");
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("{max_files: 8, max_bytes: 8 * 16, max_file_bytes: 10}", List.of(8));
    expected.put("{max_files: 7, max_bytes: 8 * 16, max_file_bytes: 10}", List.of(7, 1));
    expected.put("{max_files: 8, max_bytes: 8 * 16 - 1, max_file_bytes: 10}", List.of(7, 1));
    expected.put("{max_files: 8, max_bytes: 8 * 16, max_file_bytes: 9}", List.of());
    expected.put("undefined", List.of());
    Map<String, Object> found = new LinkedHashMap<>();
    for (String offer : expected.keySet()) {
      found.put(offer, script("publish-bundles.js", """
          (m, size) => {
            const row = {size, send: {url: '/u'}};
            const files = Array.from({length: 8}, () => ({row, file: new Blob(['x'.repeat(size)])}));
            if (m.bodyOf(files).size !== 8 * 16) {
              throw new Error('a line with a file has ' + m.bodyOf(files).size / 8 + ' bytes');
            }
            return m.groupsOf(files, %s, 1).bundles.map(bundle => bundle.length);
          }""".formatted(offer), 10));
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void filesThatTheServerDoesNotReceiveInABundleAreSentAlone() throws IOException {
    writeMany(20);
    open(Users.OWNER, "v1").select(folder);
    tab.context()
        .route(
            BUNDLES, route -> route.fulfill(
                new FulfillOptions()
                    .setBody("{\"files\":[{\"received\":false,\"reason\":\"x\"}]}")));
    tab.upload();
    assertThat(tab.awaitDone()).endsWith("is published.");
    assertThat(published("v1")).hasSize(20);
    assertThat(tab.accepted()).hasSize(20);
  }

  @Test
  void aFileThatChangesWhileABundleIsSentIsNamed() throws IOException {
    writeMany(20);
    Path changing = folder.resolve("f7");
    FileTime time = Files.getLastModifiedTime(changing);
    open(Users.OWNER, "v1").select(folder);
    tab.holdAfter(0);
    tab.upload();
    tab.awaitHeld();
    Files.writeString(changing, "CONTENT 7");
    Files.setLastModifiedTime(changing, time);
    tab.release();
    assertThat(tab.awaitDone()).contains("f7", "MD5");
    assertThat(server.bucket().has(project + "/a/v1/f7")).isFalse();
  }

  @Test
  void aFileThatIsDeletedDuringTheUploadIsNamed() throws IOException {
    writeMany(19);
    write("sub/deleted", "x");
    open(Users.OWNER, "v1").select(folder);
    tab.holdAfter(0);
    tab.upload();
    tab.awaitHeld();
    Files.delete(folder.resolve("sub/deleted"));
    tab.release();
    assertThat(tab.awaitDone()).contains("cannot read 'sub/deleted'");
  }

  @Test
  void noFurtherBundlesAreSentToAServerThatReceivesNone() throws IOException {
    writeMany(40);
    AtomicInteger bundles = new AtomicInteger();
    open(Users.OWNER, "v1").select(folder);
    tab.context().route("**/publish/" + project + "/a/v1", route -> {
      APIResponse start = route.fetch();
      route.fulfill(
          new FulfillOptions().setResponse(start)
              .setBody(start.text().replace("\"max_files\":256", "\"max_files\":2")));
    });
    tab.context().route(BUNDLES, route -> {
      bundles.incrementAndGet();
      route.fulfill(new FulfillOptions().setStatus(404).setBody("{}"));
    });
    tab.upload();
    assertThat(tab.awaitDone()).endsWith("is published.");
    assertThat(published("v1")).hasSize(40);
    assertThat(bundles).as("of 20, four at the same time").hasValue(4);
  }

  @Test
  void aBundleIsRepeatedWhenTheServerIsBusy() throws IOException {
    writeMany(20);
    open(Users.OWNER, "v1").select(folder);
    AtomicInteger bundles = new AtomicInteger();
    tab.context().route(BUNDLES, route -> {
      if (bundles.getAndIncrement() < 4) {
        PublishTab.refuse(route, 503);
      } else {
        route.resume();
      }
    });
    tab.upload();
    tab.awaitWaiting(PublishTab.BUSY);
    assertThat(tab.awaitDone()).endsWith("is published.");
    assertThat(bundles).hasValue(8);
    assertThat(tab.accepted()).hasSize(20);
    assertThat(tab.acceptedRequests()).isEqualTo(4);
  }

  @Test
  void filesThatTheServerHasLostAreSentAgain() throws IOException {
    writeMany(20);
    open(Users.OWNER, "v1").select(folder);
    AtomicInteger completions = new AtomicInteger();
    tab.context().route("**/upload/complete/**", route -> {
      if (completions.getAndIncrement() == 0) {
        loseStagedFiles(2);
      }
      route.resume();
    });
    tab.upload();
    assertThat(tab.awaitDone()).endsWith("is published.");
    assertThat(published("v1")).hasSize(20);
    assertThat(completions).hasValue(2);
    assertThat(tab.acceptedRequests()).as("four bundles, and two files again").isEqualTo(6);
    assertThat(tab.repeated()).isEqualTo(2);
  }

  @Test
  void lostFilesThatAreNotSelectedMustBeSelectedAgain() throws IOException {
    writeMany(20);
    open(Users.OWNER, "v1").select(folder);
    AtomicBoolean isCompleting = new AtomicBoolean();
    tab.context().route("**/upload/complete/**", route -> isCompleting.set(true));
    tab.upload();
    tab.page().waitForCondition(isCompleting::get);
    tab.context().unroute("**/upload/complete/**");
    loseStagedFiles(1);
    tab.open(project, "a", "v1");
    tab.page()
        .locator("#publish-unfinished button", new LocatorOptions().setHasText("Continue"))
        .click();
    assertThat(tab.awaitDone()).contains("continue to send the files again");
    tab.press("resume");
    tab.page()
        .locator("#publish-state", new LocatorOptions().setHasText("Select the same files"))
        .waitFor();
    tab.select(folder);
    tab.page().locator("#publish-done:visible").waitFor();
    assertThat(published("v1")).hasSize(20);
    assertThat(tab.repeated()).isEqualTo(1);
  }

  /** Deletes files that the server has received, as if they had not been synced before a power failure. */
  private void loseStagedFiles(int count) {
    server.bucket()
        .keys("..arrivals/" + project + "/")
        .subList(0, count)
        .forEach(server.bucket()::delete);
  }
}
