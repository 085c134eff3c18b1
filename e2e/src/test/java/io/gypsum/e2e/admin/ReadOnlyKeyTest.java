package io.gypsum.e2e.admin;

import java.util.List;
import java.util.Map;

import io.gypsum.e2e.harness.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that common S3 tools cannot write with the key of {@code /credentials/s3-api}. The guide itself lists and copies a version with both tools.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(GuideRun.Provider.class)
class ReadOnlyKeyTest {
  private static final String AWS =
      "aws --endpoint-url \"$ENDPOINT\" ";
  private static final String VERSION = "$BUCKET/my-project/counts/v1";

  private final Sandbox sandbox;
  private final String key;
  private final String before;

  ReadOnlyKeyTest(GuideRun guide) {
    this.sandbox = guide.sandbox();
    String response =
        sandbox.bash(
            "laptop", "curl -fsS --cacert ~/gypsum.crt \"$GYPSUM_URL/credentials/s3-api\"").ok();
    Map<String, Object> values = Json.object(Json.parse(response));
    assertThat(values).containsOnlyKeys("endpoint", "bucket", "key", "secret");
    this.key =
        key(
            (String) values.get("endpoint"), (String) values.get("bucket"),
            (String) values.get("key"), (String) values.get("secret"));
    this.before = contents();
  }

  /** Returns the settings of both tools: a key, no retries, and no checksums that Ceph 16 does not support. */
  private static String key(String endpoint, String bucket, String key, String secret) {
    return """
        ENDPOINT=%s BUCKET=%s
        export AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s AWS_DEFAULT_REGION=us-east-1
        export RCLONE_S3_PROVIDER=Ceph RCLONE_S3_ENDPOINT=$ENDPOINT RCLONE_S3_ENV_AUTH=true RCLONE_RETRIES=1
        export RCLONE_S3_NO_CHECK_BUCKET=true
        export AWS_REQUEST_CHECKSUM_CALCULATION=when_required
        echo other > other.txt
        """.formatted(endpoint, bucket, key, secret);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      AWS + "--debug s3 cp other.txt s3://" + VERSION + "/new.txt",
      AWS + "--debug s3 cp other.txt s3://" + VERSION + "/_bioconductor.json",
      AWS + "--debug s3 rm s3://" + VERSION + "/_bioconductor.json",
      AWS + "--debug s3api delete-objects --bucket $BUCKET"
          + " --delete 'Objects=[{Key=my-project/counts/v1/_bioconductor.json}]'",
      AWS + "--debug s3api create-multipart-upload --bucket $BUCKET --key my-project/counts/v1/big",
      AWS + "--debug s3api put-bucket-versioning --bucket $BUCKET"
          + " --versioning-configuration Status=Enabled",
      AWS + "--debug s3api delete-bucket-policy --bucket $BUCKET",
      AWS + "--debug s3api create-bucket --bucket another-$BUCKET",
      "rclone copyto other.txt :s3:" + VERSION + "/new.txt",
      "rclone copyto --ignore-times other.txt :s3:" + VERSION + "/_bioconductor.json",
      "rclone deletefile :s3:" + VERSION + "/_bioconductor.json",
      "rclone purge :s3:" + VERSION,
      "RCLONE_S3_NO_CHECK_BUCKET=false rclone mkdir :s3:another-$BUCKET",
  })
  void theReadOnlyKeyAllowsNoWrite(String attempt) {
    Sandbox.Result result = sandbox.bash("laptop", key + attempt);

    assertThat(result.exitCode()).as("exit code").isNotZero();
    // The aws command does not print the error code of Ceph unless it is run with --debug.
    assertThat(result.errors().lines())
        .as("stderr of %s", attempt)
        .anyMatch(line -> line.contains("AccessDenied"));
  }

  @AfterAll
  void theVersionIsUnchanged() {
    assertThat(contents()).isEqualTo(before);
  }

  /** Checks that the same commands succeed with the server's key, so that the refusals above are caused by the key. */
  @Test
  void theServersKeyAllowsTheSameCommands() {
    String own =
        sandbox
            .bash("server1", ". /etc/gypsum/s3.env; echo $AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY")
            .ok();
    List<String> values = List.of(own.strip().split(" "));
    String serversKey =
        key(
            Sandbox.inherited("S3_ENDPOINT"), sandbox.names().bucket(), values.get(0),
            values.get(1));
    sandbox.bash(
        "laptop",
        serversKey + AWS + "s3 cp other.txt s3://" + VERSION + "/new.txt\n"
            + AWS + "s3 rm s3://" + VERSION + "/new.txt\n"
            + "rclone copyto other.txt :s3:" + VERSION + "/new.txt\n")
        .ok();
    assertThat(contents()).isNotEqualTo(before);
    sandbox.bash("laptop", serversKey + "rclone deletefile :s3:" + VERSION + "/new.txt").ok();
  }

  /** Lists the version with the owner's key. */
  private String contents() {
    return sandbox.bash("ceph", """
        set -a; . /root/gypsum/owner.env; AWS_DEFAULT_REGION=us-east-1
        aws --endpoint-url https://s3.example.org s3api list-objects-v2 --bucket gypsum-files \
            --prefix my-project/counts/v1/ --query 'Contents[].[Key,ETag,Size]'
        """).ok();
  }
}
