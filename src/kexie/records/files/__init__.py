"""Files (附件): evidence kept as ciphertext with its hash; erasing one destroys its key."""
