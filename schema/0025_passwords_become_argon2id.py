"""Plain passwords of 2023 become Argon2id, a hundred at a time, so that a broken run goes on where it stopped."""

from yoyo import step

from auction.users.passwords import hashed

FULL_HASH = 60  # the 2023 column held 50 characters; no Argon2id text is that short


def hash_plain_passwords(connection):
    cursor = connection.cursor()
    while True:
        cursor.execute(
            "SELECT id, password FROM `user` WHERE CHAR_LENGTH(password) < %s AND leftAt IS NULL LIMIT 100",
            (FULL_HASH,),
        )
        people = cursor.fetchall()
        if not people:
            return
        for user_id, plain in people:
            cursor.execute("UPDATE `user` SET password = %s WHERE id = %s", (hashed(plain), user_id))
        connection.commit()


steps = [step(hash_plain_passwords)]
