/**
 * A server as a read-only file system of {@code java.nio.file}: {@code gypsum://host/project/asset/version/path}. Every
 * tool that takes a {@link java.nio.file.Path} reads what is on a server as if it were here:
 *
 * <pre>{@code
 * Path counts = Path.of(URI.create("gypsum://gypsum.example.org/my-project/counts/latest/table.csv"));
 * List<String> lines = Files.readAllLines(counts);
 * }</pre>
 *
 * <p>Start with {@link io.gypsum.client.nio.GypsumFileSystemProvider}, which says what stands for what.
 */
@NullMarked
package io.gypsum.client.nio;

import org.jspecify.annotations.NullMarked;
