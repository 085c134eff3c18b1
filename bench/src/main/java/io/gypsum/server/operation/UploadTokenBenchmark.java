package io.gypsum.server.operation;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.data.SigningKey;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Signs and verifies an upload token. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class UploadTokenBenchmark {
  private static final Instant EXPIRES = Instant.parse("2030-01-01T00:00:00Z");

  private final UploadTokenSigner signer = new UploadTokenSigner(SigningKey.random());
  private final UploadToken token =
      new UploadToken(
          UploadToken.Purpose.PUT,
          EXPIRES,
          "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=",
          new FileAddress(
              AssetVersion.of("project", "asset", "v1"),
              new UserPath("part-0012/sample-001234.txt")),
          1234,
          new Md5(1, 2), 0, null);
  private final String signed = signer.sign(token);

  @Benchmark
  public String sign() {
    return signer.sign(token);
  }

  @Benchmark
  public UploadToken verify() {
    return signer.read(signed, UploadToken.Purpose.PUT, EXPIRES);
  }
}
