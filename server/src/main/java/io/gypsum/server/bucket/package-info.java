/** Which objects of the bucket can never change, so that clients may cache them without asking again. */
@NullMarked
package io.gypsum.server.bucket;

import org.jspecify.annotations.NullMarked;
